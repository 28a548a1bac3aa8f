import { openBehaviors, type BehaviorSource } from '../behaviors/index.ts'
import { createJournal, type Journal } from '../journal/index.ts'
import { getValidators } from '../schemas/index.ts'
import { createSource, openJournalFile, Service } from '../service/index.ts'
import type { FixtureDocument, PersistedDocument } from '../store/index.ts'
import {
  behaviorsOfServiceFolders,
  readBasePath,
  type UnderstudyOptions,
} from '../understudy-options.ts'
import { describeSession } from './describe-session.ts'
import { Double } from './double.ts'
import {
  contractPathsOf,
  openWithFixtures,
  readSources,
  type Sources,
  type StartNotices,
} from './sources.ts'
import { warn } from './warn.ts'

/**
 * Makes a double of what its options name; it does not listen yet.
 * @param state what to begin with in the place of the fixtures
 * @throws UsageError for what the user has to mend
 */
export function openDouble(
  options: UnderstudyOptions,
  document: PersistedDocument,
  state: FixtureDocument | undefined,
  notices: StartNotices = {},
): Double {
  const sources = readSources(options)
  const { contract } = sources
  const file = options.journal ?? process.env['UNDERSTUDY_JOURNAL']
  const journalFile =
    file === undefined || file === ''
      ? undefined
      : openJournalFile(file, describeSession(contract, options), {
          report: warn,
          run: process.env['UNDERSTUDY_RUN'] || undefined,
          isRun: notices.run !== undefined,
        })
  if (journalFile?.run !== undefined) notices.run?.(journalFile.run)
  const journal = createJournal({
    contract,
    validators: getValidators(contract.model),
    sink: journalFile,
  })
  const behaviors = openBehaviors(behaviorsOf(options), { watches: options.watch ?? false, warn })
  const service = openService(sources, { options, state, journal, behaviors, notices })
  const double = new Double(service, document, { options, journalFile })
  if (options.watch) double.watch(options, sources, notices)
  return double
}

function behaviorsOf(options: UnderstudyOptions) {
  const { behaviors } = options
  if (behaviors === undefined) return behaviorsOfServiceFolders(contractPathsOf(options))
  return typeof behaviors === 'string' ? [behaviors] : { ...behaviors }
}

function openService(
  sources: Sources,
  {
    options,
    state,
    journal,
    behaviors,
    notices,
  }: {
    readonly options: UnderstudyOptions
    readonly state: FixtureDocument | undefined
    readonly journal: Journal
    readonly behaviors: BehaviorSource | undefined
    readonly notices: StartNotices
  },
): Service {
  const { contract } = sources
  const clock = options.clock === undefined ? undefined : new Date(options.clock)
  return openWithFixtures(
    sources,
    options,
    notices,
    (fixtures) =>
      new Service(
        {
          contract,
          basePath: readBasePath(options.basePath ?? contract.basePath),
          auth: options.auth ?? 'report',
          source: createSource({ clock, ids: options.ids ?? 'uuid' }),
          journal,
          behaviors,
        },
        fixtures,
        state,
      ),
  )
}
