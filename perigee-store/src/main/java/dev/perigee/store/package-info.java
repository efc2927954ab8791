/// An ordered key-value store with atomic batches, on disk or in memory.
///
/// Knows bytes, tables and durability; must not know what a key or a value means. The only package
/// that sees RocksDB: its errors are translated here, and its objects, which crash the JVM when
/// used after they were closed, never leave.
package dev.perigee.store;
