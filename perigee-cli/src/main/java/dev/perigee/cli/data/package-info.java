/// The commands on the folder of a database: JSON lines in and out.
///
/// Does not know index files, bench and demo.
package dev.perigee.cli.data;
