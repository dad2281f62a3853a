/**
 * Sockets that face the Internet: how they are opened, in whichever namespace does, and the UDP sockets of one line. Everything
 * of one line happens on its event loop.
 */
@org.jspecify.annotations.NullMarked
package io.voider.nat.wan;
