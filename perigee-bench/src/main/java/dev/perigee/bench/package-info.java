/// Measurements of the parts: JMH benchmarks, each with the command that runs it in its header.
///
/// Nothing depends on this package. It may look into packages that the core does not export.
package dev.perigee.bench;
