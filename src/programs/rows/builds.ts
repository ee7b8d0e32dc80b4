/** What compiles, links and prepares it. */
export const NATIVE = `
  CompileDaemon air cargo cmake fresh g++ gcc make realize reflex = buildsInPlace`;

/** Java and .NET. */
export const JVM = `
  ant gradle gradlew javac lein mill mvn mvnw sbt = buildsInPlace`;
