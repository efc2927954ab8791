/// Compact codes: what a graph is walked on in place of its vectors. Trains a codebook on a sample,
/// encodes vectors, scores codes in bulk. Knows no graph and no file.
package dev.perigee.quant;
