// What commands that speak to the forges of a campaign share: its folder, who judges, and how a repository is spoken to.
import { resolve } from 'node:path';
import type { Config } from '../../config/index.js';
import { breaksAt, knownAnswers, mirrorsIn, openCampaign, type Campaign } from '../../fleet/index.js';
import {
  ledgerRation,
  policyOf,
  type Bringing,
  type Judgement,
  type PolicyFlags,
  type PublishPolicy,
} from '../../fleet-publish/index.js';
import { readReview, verdictsOf } from '../../fleet-reports/index.js';
import type { OpenWishes } from '../../fleet-queue/index.js';
import type { Io } from '../output.js';
import { makeSpeaker, type Speaker } from './speaker.js';

export interface PublishFlags extends PolicyFlags {
  /** What runs on the servers whose names do not say so. */
  readonly forge?: string;
  /** What nobody judged is opened as well, where it keeps behaviour. */
  readonly unreviewed?: boolean;
}

export interface Publishing extends Bringing {
  readonly campaign: Campaign;
  readonly policy: PublishPolicy;
  readonly speaker: Speaker;
  judgement(): Judgement;
}

/**
 * Opens the campaign for commands that speak to forges. `ledger.close()` ends it.
 * @throws ConfigError where there is none, and for settings that are none.
 */
export function publishing(io: Io, words: readonly string[], flags: PublishFlags): Publishing {
  const folder = resolve(io.cwd, words[0] ?? '.');
  const campaign = openCampaign(folder);
  try {
    const { ledger, settings } = campaign;
    const bot = wishesOf(campaign);
    const { preset } = settings;
    const speaker = makeSpeaker(io, {
      mirrors: mirrorsIn(folder),
      ...(flags.forge === undefined ? {} : { forge: flags.forge }),
      rationOf: (asking) => ledgerRation(ledger, asking),
    });
    const lookUp = (config: Config) => knownAnswers(ledger, config);
    return {
      campaign,
      ledger,
      policy: policyOf(settings.open, flags),
      judgement: () => ({
        verdicts: verdictsOf(readReview(folder), breaksAt(ledger)),
        isUnreviewed: flags.unreviewed ?? false,
      }),
      speaker,
      connect: (url) => speaker.connect(url, { flags: bot, ...(preset ? { preset } : {}), lookUp }),
      now: () => new Date(),
    };
  } catch (error) {
    campaign.ledger.close();
    throw error;
  }
}

/** How the pull requests of a campaign are to be. */
export function wishesOf({ settings }: Campaign): OpenWishes {
  const { level, only, skip, open } = settings;
  return {
    ...(level ? { level } : {}),
    ...(only ? { only } : {}),
    ...(skip ? { skip } : {}),
    ...(open.labels ? { label: open.labels } : {}),
    ...(open.reviewers ? { reviewer: open.reviewers } : {}),
    ...(open.draft ? { draft: true } : {}),
    ...(open.check === undefined ? {} : { check: open.check }),
    ...(open.author ? { author: open.author } : {}),
    ...(open['branch-prefix'] ? { branchPrefix: open['branch-prefix'] } : {}),
    ...(open['most-steps'] ? { mostSteps: open['most-steps'] } : {}),
  };
}
