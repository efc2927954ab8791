/// Data-set files: vectors and ground truth as the ANN world ships them, read through a mapping and
/// written row by row.
///
/// [dev.perigee.formats.VectorFile] reads vectors, [dev.perigee.formats.IntMatrix] reads ids, both
/// also out of an archive, [dev.perigee.formats.NpzFile]; [dev.perigee.formats.VectorFileWriter]
/// and [dev.perigee.formats.IntMatrixWriter] write them; they are formats of records that have a
/// vector and nothing else too, [dev.perigee.formats.VectorWriterFormats]. The byte layouts are
/// told in [dev.perigee.formats.DatasetKind]. What is no matrix: [dev.perigee.formats.RangeTruth],
/// [dev.perigee.formats.SparseMatrix].
///
/// Files come from strangers: every number in a header is checked against the size of the file
/// before it is used, and nothing is allocated because a header says so. Knows vectors and errors;
/// must not know indexes, databases or the command line.
package dev.perigee.formats;
