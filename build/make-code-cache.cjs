/*
 * Starts the sample once, asks it something, and writes V8's code cache of each chunk with the functions that
 * ran. Run by finish.cjs.
 */
const { writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { load } = require('../dist/start-with-code-cache.js')

process.env.UNDERSTUDY_CACHE = 'off'
const scripts = new Map()
const root = join(__dirname, '..')
const write = process.stdout.write.bind(process.stdout)
process.stdout.write = (text, ...rest) => {
  const url = /^understudy listening on (\S+)/.exec(text)?.[1]
  if (url) void ask(url)
  return write(text, ...rest)
}
process.stderr.write = () => true
process.argv = [
  process.execPath,
  'cli.js',
  'serve',
  join(root, 'fixtures/access-packages'),
  '--port',
  '0',
]
load(join(root, 'dist/command-line.js'), (filename, script) => scripts.set(filename, script))

async function ask(url) {
  const query =
    "$filter=contains(displayName,'a')&$expand=incompatibleGroups&$orderby=displayName&$top=5"
  for (const path of ['', '/accessPackages', `/accessPackages?${query}`, '/nothing']) {
    await (await fetch(url + path)).text()
  }
  for (const [filename, script] of scripts) {
    writeFileSync(`${filename}.cache`, script.createCachedData())
  }
  process.kill(process.pid, 'SIGTERM')
}
