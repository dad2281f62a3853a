/**
 * Raw IP packets as a Netty channel, and what a handler needs to read and change them.
 *
 * <p><b>Borrowing.</b> A {@link io.voider.transport.packet.Packet} and its buffer belong to the channel. They are the
 * handler's during {@code channelRead} and not a moment longer: the same object comes back with another packet. Change it
 * in place, give it to {@link io.voider.transport.packet.PacketChannel#transmit} or {@code write}, both of which copy it
 * at once, or {@link io.voider.transport.packet.Packet#copy} it; never retain or release its buffer.
 *
 * <p><b>Threads.</b> Each channel belongs to one event loop, as in all of Netty. {@code write}, {@code flush} and
 * {@code close} may be called from anywhere; {@code transmit} only on the event loop. What is transmitted while a batch is
 * read leaves at the batch's end, on whichever channels of that loop it was transmitted.
 *
 * <p>Addresses are {@code int}s, first byte highest. Indexes are absolute indexes of the {@code ByteBuf} at hand.
 */
package io.voider.transport.packet;
