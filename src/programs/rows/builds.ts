/** What compiles, links and prepares it. */
export const NATIVE = `
  CompileDaemon air cargo cmake fresh g++ gcc make realize reflex = buildsInPlace
  a2dismod a2dissite a2enmod a2ensite docker-php-ext-configure docker-php-ext-enable docker-php-ext-install
    dpkg-architecture pear pecl phpenmod rustup = needsNoFile`;

/** Java and .NET. */
export const JVM = `
  ant gradle gradlew javac lein mill mvn mvnw sbt = buildsInPlace`;
