/// Records from and to text: JSON documents, JSON lines and CSV, plain or in gzip.
///
/// [dev.perigee.formats.json.JsonFormat] and [dev.perigee.formats.json.CsvFormat] are found by
/// `ServiceLoader`; callers read a [dev.perigee.formats.record.RecordSource]. What a file is comes
/// from its content: [dev.perigee.formats.json.JsonLayout] tells lines from documents,
/// [dev.perigee.formats.json.JsonShape] finds the records in a document. The only package that sees
/// Jackson and FastCSV; must not know what a key means, which the records of perigee-formats
/// decide.
///
/// The other way, [dev.perigee.formats.json.TextWriterFormats]: a record becomes text in memory, in
/// the shape of a [dev.perigee.formats.json.RecordForm], then goes to the file whole.
package dev.perigee.formats.json;
