// The image that runs a program of Java, and what of its source asks for more than that.
import {
  type Assumption,
  type Lookup,
  parseImageReference,
  partPattern,
  type Stop,
  stop,
  walkFiles,
} from '../../model/index.js';
import type { RunBase, Site } from '../../runs/index.js';
import { type Instruction, probableContexts } from '../../dockerfile/index.js';
import { type JavaRunImage, javaRunImage } from '../../knowledge/index.js';
import { runImageBase } from '../../splits/index.js';

const MOST_SOURCES = 1500;

/** Source that asks for the compiler or the tools of the JDK. */
export function jdkUse(site: Site): Stop<Instruction> | undefined {
  const { repository } = site.context.evidence;
  const sources = walkFiles(repository, {
    from: probableContexts(site.doc, site.context),
    wanted: (name) => /\.(?:java|kt|scala|groovy)$/.test(name),
    enter: (name) => !/^(?:target|build|test)$/.test(name),
    mostFiles: MOST_SOURCES,
  });
  for (const path of sources) {
    const use = /\b(?:javax\.tools\.|com\.sun\.tools\.|com\.sun\.jdi\.)\w+/.exec(repository.read(path) ?? '')?.[0];
    if (use !== undefined)
      return stop(
        'used-later',
        `${path} uses ${use}, which only the JDK has; keep the JDK at run time`,
        site.stage.instruction,
      );
  }
  return undefined;
}

/** The version of Java that a tag names: `openjdk:17`, `maven:3.9-amazoncorretto-21`, `gradle:8-jdk17`. */
function versionOf(image: string): string | undefined {
  const tag = parseImageReference(image)?.tag ?? '';
  return (
    /(?:jdk|corretto|semeru|sapmachine|ibmjava|graalvm\w{0,20})-?(\d+)/.exec(tag)?.[1] ??
    (/(?:^|\/)openjdk:/.test(image) ? /^\d+/.exec(tag)?.[0] : undefined)
  );
}

/** The run-time image of the same version. */
export function runBase(
  site: Site,
  { image: found, lacks, source, otherMaker }: JavaRunImage,
): RunBase | Stop<Instruction> {
  const { image, stage } = site;
  if (found === undefined)
    return stop(
      'needs-decision',
      `${image} has no run-time image of the same maker and version${/(?:^|\/)openjdk\b/.test(image) ? ' (openjdk had them up to 11)' : ''}; one of another maker may differ in what it brings, so choose one, such as eclipse-temurin:${versionOf(image) ?? '17'}-jre, and split the file by hand`,
      stage.instruction,
    );
  const says = `${found} is the run-time image of the same version`;
  const assumption = otherMaker ? madeByOthers(image, found, asksForMore(site)) : undefined;
  return runImageBase(site, { image: found, lacks, source, says, assumption });
}

/** Source that takes fonts, libraries, certificates or providers from the image. */
const OF_THE_IMAGE = partPattern(
  'java.awt javax.swing javafx sun.awt sun.font System.loadLibrary System.load com.sun.jna java.lang.foreign',
  { also: [/Security\.(?:addProvider|insertProviderAt)/, /\bcacerts\b/, /trustStore/], before: /\b/, after: /\b/ },
);
/** Packages that do, by their names in a build file. */
const BY_PACKAGES = partPattern(
  `
  poi poi-ooxml jasperreports pdfbox openhtmltopdf-core openhtmltopdf-pdfbox flying-saucer-pdf flying-saucer-core jfreechart
  batik-all batik-transcoder jna jna-platform jnr-ffi jffi opencv javacv javacv-platform bytedeco tess4j tomcat-native
  netty-tcnative sqljdbc_auth openjfx javafx-controls easyexcel zxing-javase thumbnailator kaptcha easy-captcha docx4j`,
  { before: /(?:^|[^\w-])/, after: /(?:$|[^\w-])/ },
);

/** True where something is seen, or not all is there to be read, so that a run has to show that nothing is missing. */
function asksForMore(site: Site): boolean {
  const { repository } = site.context.evidence;
  const files = walkFiles(repository, {
    from: probableContexts(site.doc, site.context),
    wanted: (name) => /\.(?:java|kt|scala|groovy|kts|gradle|toml)$|^pom\.xml$/.test(name),
    enter: (name) => !/^(?:target|build|test|\.git|node_modules)$/.test(name),
    mostFiles: MOST_SOURCES,
  });
  let sources = 0;
  for (const path of files) {
    const text = repository.read(path);
    if (text === undefined) return true;
    const isSource = /\.(?:java|kt|scala|groovy)$/.test(path);
    if (isSource) sources++;
    if (isSource ? OF_THE_IMAGE.test(text) : BY_PACKAGES.test(text)) return true;
  }
  return sources === 0 || files.cut || OF_THE_IMAGE.test(site.doc.text);
}

function madeByOthers(image: string, found: string, asks: boolean): Assumption {
  return {
    id: 'java-of-another-maker',
    believes: `The program runs on ${found} as on the Java of ${image}: the same version, built by other makers on another distribution`,
    breaksIf: 'it needs a font, a certificate, a security provider or a library that only the other one brings',
    checkBy: 'start the image and use it once; harden verify does',
    ...(asks ? { needsRun: true } : {}),
  };
}

/** Where the image is pinned: the digest of what would run the program. */
export function pinnedRun(image: string): readonly Lookup[] | undefined {
  const runs = image.includes('@') ? javaRunImage(image.split('@', 1)[0]!)?.image : undefined;
  return runs === undefined ? undefined : [{ kind: 'image', image: runs }];
}
