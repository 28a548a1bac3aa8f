import { createReadStream, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { dirname, join, normalize } from 'node:path'

const resources = join(
  dirname(createRequire(import.meta.url).resolve('@openui5/sap.ui.core/package.json')),
  'src',
)

/** OpenUI5 as its package has it, unbuilt: the loader comes before its configuration. */
const page = `<!doctype html>
<script src="/resources/ui5loader.js"></script>
<script>
  sap.ui.loader.config({ async: true, baseUrl: '/resources/' })
</script>
<script src="/resources/ui5loader-autoconfig.js"></script>
`

const types = { js: 'text/javascript', json: 'application/json', css: 'text/css' }

/** @returns the origin of a page that has OpenUI5's loader, and a way to stop serving it */
export async function servePage() {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://page')
    const file = join(resources, normalize(pathname.replace(/^\/resources/, '')))
    if (pathname === '/') response.writeHead(200, { 'Content-Type': 'text/html' }).end(page)
    else if (
      !pathname.startsWith('/resources/') ||
      !statSync(file, { throwIfNoEntry: false })?.isFile()
    )
      response.writeHead(404).end()
    else {
      const type = types[file.replace(/^.*\./, '')] ?? 'text/plain'
      response.writeHead(200, { 'Content-Type': type })
      createReadStream(file).pipe(response)
    }
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}
