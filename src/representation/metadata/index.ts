/*
 * The model as its clients read it: `$metadata` in XML and JSON, and the service document. Comes in: a
 * `Model`. Goes out: text or a JSON object. It does not know which of them a client asked for.
 */
export { writeMetadataJson } from './write-metadata-json.ts'
export { type CsdlVersion, writeMetadataXml } from './write-metadata-xml.ts'
export { writeServiceDocument } from './write-service-document.ts'
