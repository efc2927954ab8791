/// Data sets whose rows are records: an id, vectors by name, and further values.
///
/// [dev.perigee.formats.record.RecordSource] is what a caller reads. A file format is a
/// [dev.perigee.formats.record.RecordFormat], found by `ServiceLoader`, in a module of its own
/// where it needs a library; it hands rows to [dev.perigee.formats.record.CheckedRecords], which
/// holds all of them to the same rules. What a column means is decided in one place,
/// [dev.perigee.formats.record.RecordAssembler].
///
/// Knows vectors and errors; must not know indexes, databases or the command line.
package dev.perigee.formats.record;
