/// The `perigee` command: what the engine does, from a shell.
///
/// Turns options into calls of the public API and results into text or JSON. Holds no logic of
/// search.
package dev.perigee.cli;
