package dev.perigee.formats.diskann;

import dev.perigee.formats.foreign.ForeignDescription;
import dev.perigee.vector.LinkSource;
import dev.perigee.vector.VectorSource;
import java.util.BitSet;

/// What an index of DiskANN consists of, however it is stored.
///
/// @param description of it
/// @param vectors of all nodes
/// @param links of the nodes; null if there are none
/// @param removed rows that are nobody's answer
record DiskAnnParts(
    ForeignDescription description, VectorSource vectors, LinkSource links, BitSet removed) {}
