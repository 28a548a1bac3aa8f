import { ODataError } from '../errors.ts'
import type { Model } from '../model/index.ts'
import { ODataSyntaxError, parseResourcePath } from '../syntax/index.ts'
import { resolveResourcePath, type ResolvedPath } from './resolve-resource-path.ts'

/**
 * What a documented path such as `/accessPackages/{id}` addresses; `undefined` when it does not fit
 * the model (`lint` says so).
 */
export function resolveTemplate(template: string, model: Model): ResolvedPath | undefined {
  const path = template.replace(/^\//, '').replace(/\{[^{}]*\}|<[^<>]*>/g, 'x')
  try {
    const { segments } = parseResourcePath(path)
    return resolveResourcePath(segments, model, { isTemplate: true })
  } catch (error) {
    if (error instanceof ODataError || error instanceof ODataSyntaxError) return undefined
    throw error
  }
}
