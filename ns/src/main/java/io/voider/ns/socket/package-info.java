/**
 * AF_PACKET sockets: whole packets of one interface, in and out.
 *
 * <p>Every system call runs on the calling thread. Only {@link io.voider.ns.socket.PacketSocket#open} cares which
 * namespace that thread is in: the socket stays in the namespace it was made in, and any thread may use it afterwards.
 *
 * <p>Packets come in a {@link io.voider.ns.socket.ReceiveRing} that the kernel fills, without a system call. They go
 * out in a {@link io.voider.ns.socket.PacketBatch}, one piece of native memory which holds both the packets and the
 * kernel's own description of them, laid out once; sending up to a whole batch is one system call, which makes no
 * object. Layouts are those of 64-bit Linux (the only one with Netty's native transport), see {@code socket.h}, {@code
 * if_packet.h} and {@code filter.h} of the kernel.
 */
package io.voider.ns.socket;
