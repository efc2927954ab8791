/// Processes that get only so much memory: memory cgroups, the page cache, and JVMs started inside.
///
/// Must not know what those processes do: no index, no peer, no truth.
package dev.perigee.cli.bench.limit;
