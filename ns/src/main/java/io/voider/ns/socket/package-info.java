/**
 * AF_PACKET sockets: whole packets of one interface, in and out, in batches.
 *
 * <p>Every system call runs on the calling thread. Only {@link io.voider.ns.socket.PacketSocket#open} cares which
 * namespace that thread is in: the socket stays in the namespace it was made in, and any thread may use it afterwards.
 *
 * <p>A {@link io.voider.ns.socket.PacketBatch} is one piece of native memory which holds both the packets and the
 * kernel's own description of them, laid out once; receiving or sending up to a whole batch is one system call, which
 * neither copies inside the JVM nor makes an object. Layouts are those of 64-bit Linux (the only one with Netty's
 * native transport), see {@code socket.h}, {@code if_packet.h} and {@code filter.h} of the kernel.
 */
package io.voider.ns.socket;
