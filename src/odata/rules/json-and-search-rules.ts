/* ABNF section "JSON format for queries", and the characters of `$search`. */
import { characterOf, choice, exactly, many, sequence } from './pattern.ts'
import {
  BWS,
  COLON,
  COMMA,
  DQUOTE,
  encodedOr,
  notDoubleQuote,
  qcharNoAmpDoubleQuote,
  qcharNoAmpSingleQuote,
  qcharUnescaped,
  SP,
  SQUOTE,
  unreserved,
} from './character-rules.ts'
import { hex, quoteInString } from './literal-rules.ts'

const quotationMark = choice(DQUOTE, exactly('%22'))
const escape = encodedOr('\\', '%5C')
const jsonSpecial = characterOf(/[ :{}[\]]/)
const charInJson = choice(
  qcharUnescaped,
  jsonSpecial,
  sequence(
    escape,
    choice(
      quotationMark,
      escape,
      encodedOr('/', '%2F'),
      characterOf(/[bfnrt]/),
      sequence(exactly('u'), hex(4)),
    ),
  ),
)
const begin = (character: string, encoded: string) => sequence(end(character, encoded), BWS)
export const end = (character: string, encoded: string) =>
  sequence(BWS, encodedOr(character, encoded))
const searchChar = choice(unreserved, notDoubleQuote, characterOf(/[!*+,:@/?$=]/))
export const jsonAndSearch = {
  'quotation-mark': quotationMark,
  escape,
  'qchar-JSON-special': jsonSpecial,
  charInJSON: charInJson,
  stringInUrl: sequence(quotationMark, many(charInJson), quotationMark),
  'begin-object': begin('{', '%7B'),
  'end-object': end('}', '%7D'),
  'begin-array': begin('[', '%5B'),
  'end-array': end(']', '%5D'),
  'name-separator': sequence(BWS, COLON, BWS),
  'value-separator': sequence(BWS, COMMA, BWS),
  searchChar,
  searchWord: sequence(searchChar, many(choice(searchChar, SQUOTE))),
  searchPhrase: sequence(quotationMark, many(choice(qcharNoAmpDoubleQuote, SP), 1), quotationMark),
  'searchExpr-incomplete': sequence(
    SQUOTE,
    many(choice(quoteInString, qcharNoAmpSingleQuote, quotationMark, SP)),
    SQUOTE,
  ),
}
