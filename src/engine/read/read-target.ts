import { notFound } from '../../errors.ts'
import { readAnsweredStream } from '../streams/stream-content.ts'
import { isStream } from '../operations/target-of-answer.ts'
import type { Entity } from '../../store/index.ts'
import type { Target } from '../target.ts'
import type { Outcome } from '../outcome.ts'
import { readCrossjoin } from './read-crossjoin.ts'
import { readCollection, readValue, type ReadOptions } from './read-instances.ts'
import type { RequestContext } from '../request-context.ts'

/** What reading the target of a path comes to; a call is answered before. */
export function readTarget(target: Target, options: ReadOptions, context: RequestContext): Outcome {
  const { query, last } = options
  switch (target.kind) {
    case 'collection':
      return readCollection(target, options, context)
    case 'crossjoin':
      return readCrossjoin(target, options, context)
    case 'entity':
      if (last === 'ref') return referenceTo(target.entity)
      return { kind: 'entity', entity: target.entity, query, isNew: false }
    case 'noEntity':
      // Protocol, "Requesting Related Entities": 204 for a single-valued one that relates to nothing.
      // CSDL, "Singleton": one that is nullable may have no value.
      if (target.via || target.singleton?.nullable) return { kind: 'nothing' }
      throw notFound(`there is no ${target.type.qualifiedName} here`)
    case 'value': {
      const stream = isStream(target.type) ? readAnsweredStream(target.value) : undefined
      return stream ? { kind: 'stream', stream } : readValue(target, options, context)
    }
    case 'call':
      throw new Error('a call is answered before it is read')
  }
}

function referenceTo(entity: Entity): Outcome {
  return {
    kind: 'references',
    items: [entity],
    isCollection: false,
    count: undefined,
    skiptoken: undefined,
  }
}
