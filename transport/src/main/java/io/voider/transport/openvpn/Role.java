package io.voider.transport.openvpn;

import io.voider.transport.openvpn.ManagementMessage.Body;
import io.voider.transport.openvpn.ManagementMessage.Notification;
import java.io.IOException;

/** In what a server's and a client's process differ. On the event loop, where not said otherwise. */
public interface Role {
    /** Makes what the process needs besides its configuration. Once, on the namespace's thread; may block. */
    void prepare(RuntimeDirectory directory) throws IOException;

    /** The configuration for one process. On the namespace's thread; may block. */
    String config(RuntimeDirectory directory) throws IOException;

    /** Whether a hold may be released now. */
    boolean mayConnect();

    /** The question by which it is seen that the process is alive; it is answered by lines. */
    ManagementCommand probe();

    /** The answer. */
    void probed(Body answer);

    /** OpenVPN said something that is not about its own state. */
    void notified(Notification notification);

    /** The tunnel is in another state. */
    void changed(TunnelTransition transition);
}
