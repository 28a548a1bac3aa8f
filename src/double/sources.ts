import { findContractFiles, readContract, type Contract } from '../contract/index.ts'
import { UsageError } from '../errors.ts'
import { describeFixtureProblem, FixtureError, openWithExamples } from '../service/index.ts'
import { findFixtureFiles, readFixtures, type FixtureDocument } from '../store/index.ts'
import { fixturesOfServiceFolders, type UnderstudyOptions } from '../understudy-options.ts'

type SourceOptions = Pick<UnderstudyOptions, 'contract' | 'fixtures' | 'seedExamples'>

/** What a service is made of, as its files say it. */
export interface Sources {
  readonly contract: Contract
  readonly fixtures: FixtureDocument
  /** The file of a resource path, where fixtures come from files. */
  readonly fileOf: (resourcePath: string) => string | undefined
}

/** For commands, which tell what a library keeps to itself. */
export interface StartNotices {
  /** Of examples, what does not fit the contract. */
  readonly leftOut?: ((problems: readonly string[]) => void) | undefined
  /** Makes the service that of an `understudy run`, and says what names the run in its journal. */
  readonly run?: ((name: string) => void) | undefined
}

/** @throws UsageError naming the file that is missing or invalid */
export function readSources(options: SourceOptions): Sources {
  const contract = readContract(contractPathsOf(options))
  if (typeof options.fixtures === 'object') {
    return { contract, fixtures: options.fixtures, fileOf: () => undefined }
  }
  const files = new Map<string, string>()
  const fixtures: Record<string, FixtureDocument[string]> = {}
  for (const source of fixturePathsOf(options)) {
    for (const [resourcePath, content] of Object.entries(readFixtures(source))) {
      files.set(resourcePath, source.endsWith('.json') ? source : `${source}/${resourcePath}.json`)
      fixtures[resourcePath] = content
    }
  }
  return { contract, fixtures, fileOf: (resourcePath) => files.get(resourcePath) }
}

export function contractPathsOf({ contract }: Pick<SourceOptions, 'contract'>): readonly string[] {
  return typeof contract === 'string' ? [contract] : contract
}

function fixturePathsOf(options: SourceOptions): readonly string[] {
  const { fixtures } = options
  if (fixtures === undefined) return fixturesOfServiceFolders(contractPathsOf(options))
  return typeof fixtures === 'string' ? [fixtures] : []
}

/**
 * The files that `readSources` reads now.
 * @throws UsageError for paths that lead nowhere
 */
export function findSourceFiles(options: SourceOptions): readonly string[] {
  return [
    ...Object.values(findContractFiles(contractPathsOf(options))).flat(),
    ...fixturePathsOf(options).flatMap(findFixtureFiles),
  ]
}

/**
 * Opens something with fixtures, and with entities of the contract's examples where they are asked for.
 * @throws UsageError that locates every fixture which does not fit the contract
 */
export function openWithFixtures<Opened>(
  { contract, fixtures, fileOf }: Sources,
  { seedExamples }: SourceOptions,
  notices: StartNotices,
  open: (fixtures: FixtureDocument) => Opened,
): Opened {
  try {
    if (!seedExamples) return open(fixtures)
    const { opened, leftOut } = openWithExamples(contract, fixtures, open)
    notices.leftOut?.(leftOut.map(describeFixtureProblem))
    return opened
  } catch (error) {
    if (!(error instanceof FixtureError)) throw error
    const lines = error.problems.map((problem) => {
      const file = fileOf(problem.resourcePath)
      return `${file === undefined ? '' : `${file}: `}${describeFixtureProblem(problem)}`
    })
    throw new UsageError(`the fixtures do not fit the contract:\n${lines.join('\n')}`)
  }
}
