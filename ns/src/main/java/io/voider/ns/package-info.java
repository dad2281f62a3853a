/**
 * Linux through JNR-FFI: network namespaces, interfaces, rtnetlink, sysctl.
 *
 * <p>Start at {@link io.voider.ns.Namespace}. Two rules matter to everybody:
 *
 * <ul>
 *   <li><b>A thread is in the namespace of the thread that started it.</b> Each open namespace has one thread that stands in
 *       it; what must be made inside is made by {@link io.voider.ns.Namespace#call}, and nothing run there may start a thread
 *       that others will use. Start event loops and executors first, outside.
 *   <li><b>Everything here blocks</b> for as long as the kernel takes. Never call it from an event loop.
 * </ul>
 *
 * <p>No external program is run. Every refusal of the kernel's is a {@link io.voider.ns.KernelException}.
 */
@NullMarked
package io.voider.ns;

import org.jspecify.annotations.NullMarked;
