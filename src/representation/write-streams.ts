import { annotated, declaredStreams, mediaName, writeInlineContent } from '../engine/index.ts'
import {
  isDerivedFrom,
  streamPropertiesOf,
  type JsonObject,
  type StructuredType,
} from '../model/index.ts'
import type { ExpandPlan, Selection } from '../query/index.ts'
import { etagOfStream, streamsOf } from '../store/index.ts'
import { controlName } from './control-name.ts'
import type { WriteOptions } from './write-options.ts'

/** What has streams: an entity, or a complex value. */
export interface StreamHolder {
  readonly type: StructuredType
  /** As it is stored. */
  readonly value: JsonObject
  /** Its path below the service root; `undefined` where it has none. */
  readonly path: () => string | undefined
  readonly isReadOnly?: boolean | undefined
}

export function hasStreams(type: StructuredType): boolean {
  return (type.kind === 'entityType' && type.hasStream) || streamPropertiesOf(type).length > 0
}

/**
 * What a representation says of an instance's streams. Their links are said where they are asked for,
 * by full metadata or `$select`, the content by `$expand`; media type and tag where there is a stream.
 * @see JSON Format, "Stream Property", "Media Entity", "Control Information: media*"
 */
export function writeStreams(
  holder: StreamHolder,
  { select, expand }: { select: Selection | undefined; expand: ExpandPlan | undefined },
  options: WriteOptions,
): readonly string[] {
  const { type, value } = holder
  const declared = declaredStreams(type)
  if (declared.length === 0) return []
  const streams = streamsOf(value)
  const parts: string[] = []
  for (const { name } of declared) {
    const isSelected = select?.properties.has(name) ?? false
    const expanded = expand?.streams?.some(
      (it) => it.name === name && isDerivedFrom(type, it.onType),
    )
    const isLeftOut = select && !select.all && !isSelected && name !== mediaName
    if (isLeftOut && !expanded) continue
    const stream = streams.get(name)
    const before = annotated(name)
    const control = (key: string, text: string) =>
      `${JSON.stringify(before + controlName(key, options))}:${JSON.stringify(text)}`
    if (options.metadata !== 'none') {
      if (options.metadata === 'full' || isSelected)
        parts.push(...writeLinks(name, holder, control, options))
      if (stream) {
        parts.push(control('mediaContentType', stream.contentType))
        parts.push(control('mediaEtag', etagOfStream(stream)))
      }
    }
    if (expanded) {
      parts.push(`${JSON.stringify(name)}:${stream ? writeInlineContent(stream) : 'null'}`)
    }
  }
  return parts
}

function writeLinks(
  name: string,
  { path, isReadOnly }: StreamHolder,
  control: (key: string, text: string) => string,
  { serviceRoot }: WriteOptions,
): readonly string[] {
  const base = path()
  if (base === undefined) return []
  const url = `${serviceRoot}/${base}/${name}`
  const read = control('mediaReadLink', url)
  return isReadOnly ? [read] : [control('mediaEditLink', url), read]
}
