/// Indexes of USearch 2, the `.usearch` files that its `save` writes.
///
/// [dev.perigee.formats.usearch.USearchIndex] reads them,
/// [dev.perigee.formats.usearch.USearchWriter] writes them. The bytes are told in `USearchMatrix`,
/// `USearchHead` and `USearchGraph`, in the order in which they come.
package dev.perigee.formats.usearch;
