/**
 * Healing a lossy path: what the other side says it misses is sent to it twice. Pure: numbers, bytes and the time go in,
 * decisions come out.
 *
 * <pre>
 *   this side                                        the other side
 *     tunnel datagram ───────────────────────────────▶ Arrivals counts it by its number
 *        │ Repetition: worth repeating?                    │
 *        └──▶ LateCopies, 20 ms ──────────────────────▶ a copy: counted, dropped
 *                                                          │
 *     Repetition ◀── ArrivalCount, in each check of a call ┘
 * </pre>
 *
 * <p>Each direction is repaired by whoever sends in it.
 */
@org.jspecify.annotations.NullMarked
package io.voider.nat.repair;
