/// Bounded pools: loops over a range of work, on as many threads as the caller gives.
package dev.perigee.work;
