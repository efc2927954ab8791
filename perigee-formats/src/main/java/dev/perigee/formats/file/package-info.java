/// Files as this module reads and writes them: mapped, with every position checked before it is
/// used, and published whole or not at all.
///
/// For the readers and writers of this module; knows bytes, not what they mean.
package dev.perigee.formats.file;
