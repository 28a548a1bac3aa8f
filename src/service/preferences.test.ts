import { describe, expect, test } from '@jest/globals'
import { applyPreference, noPreferences, readPreferences } from './preferences.ts'

describe('Prefer', () => {
  test.each([
    ['return=minimal', { returned: 'minimal' }],
    ['Return = "representation"', { returned: 'representation' }],
    ['return=nonsense', {}],
    ['return=minimal, return=representation', { returned: 'minimal' }],
    ['maxpagesize=3', { maxPageSize: 3 }],
    ['odata.maxpagesize=3', { maxPageSize: 3 }],
    ['odata.maxpagesize=3, maxpagesize=2', { maxPageSize: 2 }],
    ['maxpagesize=2,odata.maxpagesize=3', { maxPageSize: 2 }],
    ['maxpagesize=0', {}],
    ['maxpagesize=-1', {}],
    ['maxpagesize=many', {}],
    ['maxpagesize', {}],
    ['odata.track-changes', { tracksChanges: true }],
    ['track-changes', { tracksChanges: true }],
    ['continue-on-error', { continuesOnError: true }],
    ['odata.continue-on-error=true', { continuesOnError: true }],
    ['continue-on-error=false', {}],
    ['continue-on-error=perhaps', {}],
    ['respond-async', { respondsAsync: true }],
    ['respond-async, wait=10', {}],
    ['respond-async, wait=0', { respondsAsync: true }],
    ['wait=10', {}],
    ['omit-values=nulls', { omittedValues: 'nulls' }],
    ['omit-values=defaults', { omittedValues: 'defaults' }],
    ['omit-values=some', {}],
    ['odata.include-annotations="*"', { includedAnnotations: '*' }],
    [
      'include-annotations="display.*,-foo.*", return=minimal',
      {
        includedAnnotations: 'display.*,-foo.*',
        returned: 'minimal',
      },
    ],
    ['callback; url="http://host/a,b;c", maxpagesize=1', { maxPageSize: 1 }],
    ['foo; maxpagesize=1', {}],
    ['handling=lenient, outlook.timezone="Pacific Standard Time"', {}],
    ['', {}],
    [',,;=,"', {}],
  ])('%s', (text, expected) => {
    const { written, ...read } = readPreferences(text)
    const { written: none, ...without } = noPreferences
    expect(read).toEqual({ ...without, ...expected })
    expect(none.size).toBe(0)
    expect(written).toBeInstanceOf(Map)
  })

  test('what is applied is told in the spelling that it was asked in', () => {
    const preferences = readPreferences('odata.MaxPageSize=3; x=y, return="minimal"')
    const headers: Record<string, string> = {}
    for (const name of ['maxpagesize', 'return', 'omit-values']) {
      applyPreference(headers, preferences, name)
    }
    expect(headers).toEqual({ 'Preference-Applied': 'odata.MaxPageSize=3, return="minimal"' })
  })
})
