/** Linux through JNR-FFI: network namespaces, interfaces, rtnetlink, sysctl. */
package io.voider.ns;
