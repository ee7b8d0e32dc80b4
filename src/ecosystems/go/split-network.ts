// Whether a Go program asks others over TLS or counts in time zones, for which it reads files of its image.
// Sources: https://pkg.go.dev/crypto/x509#SystemCertPool, https://pkg.go.dev/time#LoadLocation
import {
  type Assumption,
  type Evidence,
  type FilePath,
  anyOf,
  walkFiles,
  wordPattern,
  words,
} from '../../model/index.js';
import type { Site } from '../../runs/index.js';
import type { GoProject } from '../index.js';

/** What a run-time stage installs besides the program. */
export interface NetworkNeeds {
  readonly packages: readonly string[];
  readonly evidence: readonly Evidence[];
  readonly assumption?: Assumption;
}

/**
 * Modules that open no connection to others and load no time zone by themselves: they route requests, read flags and
 * settings, write logs, or work on data. Source: the imports of each.
 */
const QUIET = words(`
  github.com/BurntSushi/toml github.com/felixge/httpsnoop github.com/go-chi/chi github.com/go-chi/chi/v5
  github.com/go-chi/cors github.com/google/uuid github.com/gorilla/handlers github.com/gorilla/mux
  github.com/inconshreveable/mousetrap github.com/joho/godotenv github.com/julienschmidt/httprouter
  github.com/mattn/go-colorable github.com/mattn/go-isatty github.com/pkg/errors github.com/rs/cors github.com/rs/zerolog
  github.com/sirupsen/logrus github.com/spf13/cobra github.com/spf13/pflag go.uber.org/multierr golang.org/x/exp
  golang.org/x/sync golang.org/x/sys golang.org/x/text gopkg.in/yaml.v2 gopkg.in/yaml.v3`);

/** Packages and calls with which source asks others, or may. */
const ASKS = anyOf(
  wordPattern(
    `
    http.Get http.Head http.Post http.PostForm http.Client http.DefaultClient http.DefaultTransport http.Transport
    http.NewRequest http.NewRequestWithContext http.RoundTripper`,
  ),
  /"(?:crypto\/(?:tls|x509)|database\/sql|net\/(?:smtp|rpc|rpc\/jsonrpc|http\/httputil|textproto)|os\/exec|plugin|C)"/,
  /"(?:golang\.org\/x\/(?:net|crypto|oauth2)|google\.golang\.org)\/?/,
);
const ZONES = /\btime\.(?:LoadLocation|LoadLocationFromTZData|Local)\b|zoneinfo|localtime|\bTZ\b/;
const EMBEDS_ZONES = /"time\/tzdata"/;
const MOST_SOURCES = 500;

const NO_TLS: Assumption = {
  id: 'program-asks-nobody-over-tls',
  believes:
    'The program opens no connection with TLS to others: its source opens none, and no module that it takes is known to',
  breaksIf: 'it asks an address that was not read, or another program asks for it',
  checkBy: 'start the image and use it once; an error names a certificate of an unknown authority',
};
const NO_ZONE: Assumption = {
  id: 'program-counts-in-no-zone',
  believes: 'The program counts in no time zone but UTC: its source names none, and no file here sets TZ',
  breaksIf: 'whoever starts it sets TZ',
  checkBy: 'search for TZ where the image is started',
};
const NEITHER: Assumption = {
  id: 'program-needs-no-certificates',
  believes:
    'The program opens no connection with TLS to others and counts in no time zone but UTC: its source does neither, and no module that it takes is known to',
  breaksIf: 'it asks an address that was not read, or whoever starts it sets TZ',
  checkBy: 'start the image and use it once; an error names a certificate of an unknown authority, or a time zone',
};

/** Certificates and time zones, as far as the source is not seen to do without. */
export function networkNeeds(site: Site, project: GoProject | undefined): NetworkNeeds {
  const both: NetworkNeeds = { packages: ['ca-certificates', 'tzdata'], evidence: [] };
  if (!project?.module || [...project.requires.keys()].some((each) => !QUIET.has(each))) return both;
  if (project.replaces.length > 0 || project.uses.length > 0 || project.vendored !== undefined) return both;
  const texts = sourceTexts(site, project);
  if (!texts) return both;
  const asks = texts.some((text) => ASKS.test(text));
  const counts =
    !texts.some((text) => EMBEDS_ZONES.test(text)) && [...texts, ...around(site)].some((text) => ZONES.test(text));
  if (asks && counts) return both;
  const kept = [...(asks ? ['ca-certificates'] : []), ...(counts ? ['tzdata'] : [])];
  const { from } = project.module;
  const modules = project.requires.size === 0 ? 'the program takes no module' : 'its modules ask nobody by themselves';
  return {
    packages: kept,
    evidence: [{ says: `${modules}, and its source ${doesNot(asks, counts)}`, from }],
    assumption: asks ? NO_ZONE : counts ? NO_TLS : NEITHER,
  };
}

function doesNot(asks: boolean, counts: boolean): string {
  if (!asks && !counts) return 'opens no connection with TLS and loads no time zone';
  return asks ? 'loads no time zone' : 'opens no connection with TLS';
}

/** The source that is compiled; `undefined` where some of it was not read. */
function sourceTexts({ context }: Site, { directory }: GoProject): string[] | undefined {
  const { repository } = context.evidence;
  const met = walkFiles(repository, {
    from: [directory],
    wanted: (name) => name.endsWith('.go') && !name.endsWith('_test.go'),
    enter: (name) => name !== 'testdata' && !/^[._]/.test(name),
    mostFiles: MOST_SOURCES,
  });
  const texts = [...met].map((path) => repository.read(path));
  return met.cut || texts.length === 0 || texts.includes(undefined) ? undefined : (texts as string[]);
}

/** What may set the time zone that the program starts in. */
function around({ doc, context }: Site): string[] {
  const { compose, kubernetes } = context.group;
  const files: readonly FilePath[] = [...compose, ...kubernetes];
  return [doc.text, ...files.map((file) => context.evidence.repository.read(file) ?? '')];
}
