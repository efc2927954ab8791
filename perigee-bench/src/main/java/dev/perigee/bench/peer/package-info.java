/// Other engines behind `perigee bench --peers`: each does what the run tells it to, as its own
/// documentation says it is done best.
///
/// Must not know the clock, the truth or the output: those are the run's, the same for everyone.
package dev.perigee.bench.peer;
