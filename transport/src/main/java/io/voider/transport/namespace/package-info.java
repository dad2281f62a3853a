/**
 * Netty channels that live in another network namespace than the threads which serve them.
 *
 * <p>A socket belongs to the namespace of the thread that makes it, for good; and Netty makes a channel's socket in the
 * channel's constructor. So the constructor runs on the namespace's own thread and everything after it on the event loop,
 * which never leaves the namespace it was started in. One loop serves channels of any number of namespaces.
 *
 * <p>A new thread inherits the namespace of the thread that starts it, and Netty starts event loops when they are first
 * given something to do. So everything here starts the loops at hand from the calling thread first, which must therefore
 * stand in the machine's own namespace.
 */
package io.voider.transport.namespace;
