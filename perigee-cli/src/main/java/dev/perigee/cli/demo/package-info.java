/// The demo: public texts, embedded in the process, to try a search on.
///
/// The only package of the command that may know WordNet and the embedding model, both optional.
package dev.perigee.cli.demo;
