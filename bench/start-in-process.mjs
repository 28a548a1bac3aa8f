/*
 * One measurement of `bench/start.mjs`, in a process of its own: milliseconds as JSON.
 *
 *   node bench/start-in-process.mjs express
 *   node bench/start-in-process.mjs understudy <contract>
 */
const [subject, contract] = process.argv.slice(2)
const began = performance.now()
if (subject === 'express') {
  await import('express')
  console.log(JSON.stringify({ import: performance.now() - began }))
} else {
  const { startUnderstudy } = await import('../dist/esm/index.js')
  const imported = performance.now()
  const first = await startUnderstudy({ contract, port: 0 })
  const firstStarted = performance.now()
  await first.close()
  const closed = performance.now()
  const second = await startUnderstudy({ contract, port: 0 })
  const secondStarted = performance.now()
  await second.close()
  console.log(
    JSON.stringify({
      import: imported - began,
      first: firstStarted - began,
      second: secondStarted - closed,
    }),
  )
}
