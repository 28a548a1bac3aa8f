/*
 * Stands for `entities` in the bundle: its tables, which take milliseconds to make, wait until the
 * first entity reference in a link definition is decoded.
 */
exports.decodeHTMLStrict = (text) => require('entities').decodeHTMLStrict(text)
