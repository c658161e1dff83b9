package io.txstream.status;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** Counts the requests that a broker has received, by its own metric. */
final class BrokerRequests implements AutoCloseable {

    private final JMXConnector connector;

    /** Connects to the JVM of a broker. */
    BrokerRequests(long pid) {
        try {
            VirtualMachine broker = VirtualMachine.attach(Long.toString(pid));
            connector = JMXConnectorFactory.connect(new JMXServiceURL(broker.startLocalManagementAgent()));
            broker.detach();
        } catch (AttachNotSupportedException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the number of requests of a kind, such as {@code ListOffsets}. */
    long count(String request) {
        try {
            MBeanServerConnection beans = connector.getMBeanServerConnection();
            long sum = 0;
            for (ObjectName name : beans.queryNames(
                    new ObjectName("kafka.network:type=RequestMetrics,name=RequestsPerSec,request=" + request + ",*"),
                    null)) {
                sum += (Long) beans.getAttribute(name, "Count");
            }
            return sum;
        } catch (JMException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        connector.close();
    }
}
