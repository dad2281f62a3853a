/**
 * Between OpenVPN on loopback and the path to a friend: each datagram that OpenVPN sends to {@code 127.0.0.1} goes out on the
 * {@link io.voider.transport.shuttle.Path}, and back. A {@link io.voider.transport.shuttle.Shuttle} and its path live on one
 * event loop.
 */
package io.voider.transport.shuttle;
