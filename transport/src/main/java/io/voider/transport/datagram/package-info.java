/**
 * UDP sockets on an event loop that make no object for a datagram.
 *
 * <p>Netty's datagram channel makes an envelope and an address for each datagram, and asks the kernel for each by a call of its
 * own. Here datagrams are received as many at a time as there are, into buffers that their receivers own, and sent together
 * when the batch being read ends.
 */
package io.voider.transport.datagram;
