/* Stands for `saxes` in the bundle: it is loaded when the first CSDL document in XML is read. */
exports.SaxesParser = function SaxesParser(options) {
  return new (require('saxes').SaxesParser)(options)
}
