import { compileCsdl } from './compile-csdl.ts'
import { compilePages } from './compile-pages.ts'
import type { Contract, ContractDocument } from './contract.ts'
import type { CsdlDocument } from './csdl-document.ts'
import { mergeContracts } from './merge-contracts.ts'
import type { PageDocument } from './page.ts'
import type { ContractFiles } from './sources/find-contract-files.ts'
import { readCsdlJson } from './sources/read-csdl-json.ts'
import { readCsdlXml } from './sources/read-csdl-xml.ts'
import { readPage } from './sources/read-page.ts'
import type { FileContent } from './sources/read-text.ts'

/*
 * Reading and compiling, in one module that is loaded when a contract was not found compiled: the readers
 * of Markdown, CSDL and all that makes a contract of them are a fifth of what a start would read.
 */

export interface ContractFile extends FileContent {
  readonly file: string
  readonly format: keyof ContractFiles
}

/** Those files that are reference pages, read. */
export function readPages(files: readonly ContractFile[]): readonly PageDocument[] {
  return files
    .filter(({ format }) => format === 'pages')
    .map(({ file, text }) => readPage(file, text()))
}

/** @param pages those among the files */
export function compileSources(
  files: readonly ContractFile[],
  pages: readonly PageDocument[],
  resourcePaths: readonly string[],
): ContractDocument {
  const csdl = readCsdlFiles(files)
  const parts = [
    ...(csdl.length > 0 ? [compileCsdl(csdl)] : []),
    ...(pages.length > 0 ? [compilePages(pages, resourcePaths)] : []),
  ]
  return parts.reduce(mergeContracts)
}

/** The two sides of a contract that is made of both, each by itself. */
export function compileSides(
  files: readonly ContractFile[],
  pages: readonly PageDocument[],
  resourcePaths: readonly string[],
): Contract['sides'] {
  const csdl = readCsdlFiles(files)
  if (pages.length === 0 || csdl.length === 0) return undefined
  return {
    csdl: compileCsdl(csdl).declaration,
    pages: compilePages(pages, resourcePaths).declaration,
  }
}

function readCsdlFiles(files: readonly ContractFile[]): readonly CsdlDocument[] {
  return files.flatMap(({ file, format, text }) => {
    if (format === 'pages') return []
    return [format === 'csdlXml' ? readCsdlXml(file, text()) : readCsdlJson(file, text())]
  })
}
