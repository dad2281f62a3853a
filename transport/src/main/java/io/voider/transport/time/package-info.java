/**
 * Time on an event loop. Who wants to be woken has an {@link io.voider.transport.time.Alarm}; whatever decides what is due
 * is told the time and keeps no timer.
 */
@org.jspecify.annotations.NullMarked
package io.voider.transport.time;
