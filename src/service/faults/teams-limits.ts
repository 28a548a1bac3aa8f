import { isRead, requests, segmentOf, type Call, type ThrottleLimit } from './throttle-limit.ts'

const teamsPaths =
  /^(teams|chats|appCatalogs|teamwork|teamsTemplates)(?=$|\/)|^groups\/[^/]+\/team(?=$|\/)|^(me|users\/[^/]+)\/(joinedTeams|chats|teamwork)(?=$|[/(])/

/** Requests in a second: which, of an app in a tenant, and of an app in all of them. */
type Row = readonly [methods: string, path: RegExp, ofTenant: number, ofApp: number]

/** The first row that is about a request decides; a write of what none names is of the last. */
const rows: readonly Row[] = [
  ['GET', /\/(getAllMessages|allMessages|getAllRetainedMessages)\b/, 200, 1000],
  ['POST', /^teamwork\/sendActivityNotificationToRecipients$/, 2, 20],
  ['POST', /\/sendActivityNotification$/, 5, 50],
  ['*', /^(me|users\/[^/]+)\/teamwork\/sections\b/, 5, Infinity],
  ['GET', /^teams\/[^/]+\/schedule\b/, 30, 600],
  ['POST PATCH PUT', /^teams\/[^/]+\/schedule\b/, 30, 300],
  ['DELETE', /^teams\/[^/]+\/schedule\b/, 15, 150],
  ['GET', /^(teams\/[^/]+\/channels\/[^/]+|chats\/[^/]+)\/messages\b/, 20, 200],
  ['POST', /^teams\/[^/]+\/channels\/[^/]+\/messages\b/, 50, 500],
  ['POST', /^chats\/[^/]+\/messages\b/, 20, 200],
  ['GET', /^teams\/[^/]+\/(channels\/[^/]+\/)?members$/, 60, 1200],
  ['GET', /^teams\/[^/]+\/channels$/, 60, 1200],
  ['POST DELETE', /^(chats|teams)\/[^/]+\/members\b/, 30, 300],
  ['GET', /\/(channels\/[^/]+|tabs(\/[^/]+)?|installedApps(\/[^/]+)?)$|^appCatalogs\b/, 30, 600],
  ['DELETE', /\/(channels|tabs|installedApps)\/[^/]+$|^appCatalogs\b/, 15, 150],
  ['GET', /^teams\/[^/]+$|\/joinedTeams$/, 30, 300],
  ['POST', /^teams$/, 10, 100],
  ['PUT', /^groups\/[^/]+\/team$/, 6, 150],
  ['POST', /\/clone$/, 6, 150],
  ['GET', /^/, 30, 1500],
  ['*', /^/, 30, 300],
]

function rowOf({ method, path }: Call): Row | undefined {
  if (!teamsPaths.test(path)) return undefined
  const verb = isRead(method) ? 'GET' : method
  return rows.find(
    ([of, paths]) => (of === '*' || of.split(' ').includes(verb)) && paths.test(path),
  )
}

const conversation = /^(?:teams\/[^/]+\/channels|chats)\/(?!getAll|allMessages)([^/]+)/
const message = /^(?:teams\/[^/]+\/channels|chats)\/[^/]+\/messages(\/[^/]+\/replies)?$/

/**
 * @see Microsoft Graph, "Microsoft Graph service-specific throttling limits", "Microsoft Teams service
 *   limits"
 */
export const teamsLimits: readonly ThrottleLimit[] = [
  ...rows.flatMap((row) => {
    const [methods, path, ofTenant, ofApp] = row
    const name = `requests of Teams, ${methods} ${path.source}`
    const more: Partial<ThrottleLimit> = {
      kind: methods === '*' ? 'ReadWrite' : methods === 'GET' ? 'Read' : 'Write',
      unitsOf: (call) => Number(rowOf(call) === row),
    }
    const inTenant = requests(name, 'Tenant_Application', [ofTenant, 1], more)
    return ofApp === Infinity
      ? [inTenant]
      : [inTenant, requests(`${name}, of the app`, 'Application', [ofApp, 1], more)]
  }),
  requests('requests to a team', 'Application', [4, 1], apart(/^teams\/([^/]+)/)),
  requests('requests to a channel or chat', 'Tenant_Application', [1, 1], apart(conversation)),
  requests('messages of a user to a channel or chat', 'Tenant', [1, 1], {
    kind: 'Write',
    unitsOf: ({ method, path }) => Number(method === 'POST' && message.test(path)),
    apart: (call) => `${call.caller.user} ${segmentOf(conversation)(call)}`,
  }),
  requests('chats that a user reads', 'Tenant', [5, 1], {
    kind: 'Read',
    unitsOf: ({ method, path }) =>
      Number(isRead(method) && /^((me|users\/[^/]+)\/)?chats(\/[^/]+)?$/.test(path)),
    apart: ({ caller }) => caller.user,
  }),
  requests('changes of the members of a team or chat', 'Tenant_Application', [4, 60], {
    kind: 'Write',
    unitsOf: ({ method, path }) =>
      Number(
        (method === 'POST' && /^(teams|chats)\/[^/]+\/members$/.test(path)) ||
          (method === 'DELETE' && /^chats\/[^/]+\/members\/[^/]+$/.test(path)),
      ),
    apart: segmentOf(/^(?:teams|chats)\/([^/]+)/),
  }),
]

function apart(pattern: RegExp): Partial<ThrottleLimit> {
  return { unitsOf: ({ path }) => Number(pattern.test(path)), apart: segmentOf(pattern) }
}
