import type { Html } from './html-page.ts'

/** A part of the report's page. */
export interface HtmlSection {
  /** What links lead to. */
  readonly id: string
  readonly title: string
  readonly body: Html
}
