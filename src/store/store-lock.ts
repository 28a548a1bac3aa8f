import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { UsageError } from '../errors.ts'
import { describeFileFault, fileFaultCode } from './file-fault.ts'

/** Locks that this process holds: its own number in a lock file may also be that of an earlier process. */
const held = new Set<string>()

/** A lock that is still empty after this time was left by a process that ended while it made it. */
const emptyLockMilliseconds = 5000

/**
 * Keeps a store file to one process, by a lock file beside it, made exclusively, that names the
 * process; the lock of a process that is gone is taken over. It cannot tell a process of another
 * computer, or of another container without a common process table, from one that is gone.
 * @returns the function that gives the file free again
 * @throws UsageError when the file is in use, or the lock file cannot be made
 */
export function lockStore(file: string): () => void {
  const lockFile = `${file}.lock`
  const content = describeProcess(process.pid)
  for (let attempt = 0; !tryToCreate(lockFile, content); attempt++) {
    const owner = readLock(lockFile)
    if (owner === undefined) continue
    if (attempt > 10 || !isStale(lockFile, owner)) {
      const [pid] = owner.split(' ')
      const who = pid === '' ? 'a process' : `process ${pid}`
      throw new UsageError(`${file}: is in use by ${who}; if that is wrong, remove ${lockFile}`)
    }
    removeStale(lockFile, owner)
  }
  held.add(lockFile)
  return () => {
    if (held.delete(lockFile) && readLock(lockFile) === content) rmSync(lockFile, { force: true })
  }
}

function tryToCreate(lockFile: string, content: string): boolean {
  try {
    writeFileSync(lockFile, content, { flag: 'wx' })
    return true
  } catch (error) {
    if (fileFaultCode(error) === 'EEXIST') return false
    throw new UsageError(`${lockFile}: cannot be made: ${describeFileFault(error)}`)
  }
}

function readLock(lockFile: string): string | undefined {
  try {
    return readFileSync(lockFile, 'utf8')
  } catch (error) {
    if (fileFaultCode(error) === 'ENOENT') return undefined
    throw new UsageError(`${lockFile}: cannot be read: ${describeFileFault(error)}`)
  }
}

function isStale(lockFile: string, owner: string): boolean {
  if (owner === '') {
    const made = statSync(lockFile, { throwIfNoEntry: false })?.mtimeMs ?? 0
    return Date.now() - made > emptyLockMilliseconds
  }
  const pid = Number(owner.split(' ')[0])
  if (!Number.isSafeInteger(pid) || pid <= 0) return false
  if (pid === process.pid) return !held.has(lockFile)
  // A killed process keeps its number until its parent has asked for its exit code.
  if (!isRunning(pid) || findProcessStatus(pid)?.isZombie) return true
  return describeProcess(pid) !== owner
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return fileFaultCode(error) !== 'ESRCH'
  }
}

/**
 * Moves the lock away before it is removed: of two processes that found the same stale lock, the
 * slower one may have moved the lock that the faster one has made since, and puts it back.
 */
function removeStale(lockFile: string, owner: string): void {
  const aside = `${lockFile}.${process.pid}`
  try {
    renameSync(lockFile, aside)
  } catch (error) {
    if (fileFaultCode(error) === 'ENOENT') return
    throw new UsageError(`${lockFile}: cannot be removed: ${describeFileFault(error)}`)
  }
  const moved = readLock(aside)
  if (moved !== undefined && moved !== owner) tryToCreate(lockFile, moved)
  rmSync(aside, { force: true })
}

/** The number and, where the system tells it, the start of a process: numbers are used again. */
function describeProcess(pid: number): string {
  return `${pid} ${findProcessStatus(pid)?.start ?? ''}`
}

/** `start` in clock ticks since the system's start; `undefined` where there is no `/proc`. */
function findProcessStatus(pid: number): { isZombie: boolean; start: string } | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // Fields from the third on; the second, a name in parentheses, may hold blanks itself.
    const fields = status.slice(status.lastIndexOf(')') + 2).split(' ')
    return { isZombie: fields[0] === 'Z' || fields[0] === 'X', start: fields[19] ?? '' }
  } catch {
    return undefined
  }
}
