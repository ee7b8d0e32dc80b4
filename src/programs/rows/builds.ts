/** What compiles, links and prepares it. */
export const NATIVE = `
  CompileDaemon air fresh realize reflex = buildsInPlace
  a2dismod a2dissite a2enmod a2ensite docker-php-ext-enable dpkg-architecture pear phpenmod rustup = needsNoFile
  aclocal autogen.sh autoreconf bootstrap.sh buildconf = nativeBuild
  as bison cpp cython dpkg-buildpackage flex gdb gfortran go gofmt ld m4 objdump pkg-config rustc = buildTool
  autoconf automake libtoolize = buildTool nativeBuild
  c++ cc = buildTool compiler linksAsTold mayCompile
  c++-* cc-* g++-* gcc-* = compiler linksAsTold
  cargo = buildTool buildsInPlace mayCompile
  clang = buildTool compiler mayCompile
  clang++ = compiler mayCompile
  clang++-* clang-* = compiler
  cmake = buildTool buildsInPlace mayCompile nativeBuild runsTargets
  configure = mayCompile nativeBuild
  ctest = aroundBuild
  docker-php-ext-configure docker-php-ext-install = mayCompile needsNoFile
  g++ gcc = buildTool buildsInPlace compiler linksAsTold mayCompile
  gmake = linksAsTold mayCompile nativeBuild runsTargets
  make = buildTool buildsInPlace linksAsTold mayCompile nativeBuild runsTargets
  meson ninja = buildTool mayCompile nativeBuild runsTargets
  node-gyp phpize = mayCompile
  pecl = compilesPackages mayCompile needsNoFile
  strip = aroundBuild buildTool`;

/** Java and .NET. */
export const JVM = `
  ant = buildsInPlace buildsJava javaProject
  dotnet = dotnetSource mainProgram
  gradle mvn = buildTool buildsInPlace buildsJava javaProject leavesTraces
  gradlew mvnw = buildsInPlace buildsJava javaProject leavesTraces
  java = javaSource mainProgram
  javac = buildTool buildsInPlace buildsJava
  kotlinc = buildsJava
  lein mill sbt = buildsInPlace`;
