/// Records from files and streams of Arrow IPC, Feather among them, and such files of records.
///
/// Of Arrow's own libraries only `arrow-format` is used, the classes that its FlatBuffers are made
/// into; values are read where they lie in a mapping of the file. What was decided and why is in
/// `docs/adr/0030-arrow-by-its-metadata.md`.
///
/// | layer | classes |
/// |---|---|
/// | bytes | [dev.perigee.formats.arrow.ArrowFile], [dev.perigee.formats.arrow.ArrowMessage] |
/// | what the metadata says, in classes of ours | [dev.perigee.formats.arrow.ArrowSchema], [dev.perigee.formats.arrow.BatchHeader] |
/// | where batches lie | [dev.perigee.formats.arrow.Batches], [dev.perigee.formats.arrow.Dictionaries] |
/// | unpacking | [dev.perigee.formats.arrow.Unpacking], [dev.perigee.formats.arrow.BatchBody] |
/// | values | [dev.perigee.formats.arrow.Column] and its kinds |
/// | records | [dev.perigee.formats.arrow.ArrowFormat], [dev.perigee.formats.arrow.ArrowRows] |
///
/// Files come from strangers: each length, offset and count is compared with the bytes that are
/// there before it is used, and what FlatBuffers throw on damaged metadata becomes an error with
/// file and offset.
package dev.perigee.formats.arrow;
