/**
 * What keeps a public server upright: rates, rates per source address, and counts of what was refused. Pure: the time
 * comes in as nanoseconds of any monotonic clock; one thread at a time.
 */
@org.jspecify.annotations.NullMarked
package io.voider.nat.limit;
