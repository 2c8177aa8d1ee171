package io.trailwatch.ingest.connect;

import io.trailwatch.ingest.connect.source.SourceMetrics;
import java.lang.management.ManagementFactory;
import java.util.Map;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A task's counts over JMX: {@code trailwatch.connect:type=source-task,connector=NAME,task=N}, one attribute each. */
final class MetricsBean implements DynamicMBean {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsBean.class);

    private final SourceMetrics metrics;
    private final ObjectName name;

    private MetricsBean(ObjectName name, SourceMetrics metrics) {
        this.name = name;
        this.metrics = metrics;
    }

    static MetricsBean register(String connector, int task, SourceMetrics metrics) {
        try {
            String quoted = connector.matches("[\\w.-]+") ? connector : ObjectName.quote(connector);
            ObjectName name =
                    new ObjectName("trailwatch.connect:type=source-task,connector=" + quoted + ",task=" + task);
            MetricsBean bean = new MetricsBean(name, metrics);
            var server = ManagementFactory.getPlatformMBeanServer();
            if (server.isRegistered(name)) {
                server.unregisterMBean(name); // Of a task before this one that did not end well.
            }
            server.registerMBean(bean, name);
            return bean;
        } catch (JMException e) {
            throw new IllegalStateException("no metrics for connector " + connector, e);
        }
    }

    void unregister() {
        try {
            ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
        } catch (JMException e) {
            LOG.debug("event=metrics-not-unregistered name={}", name);
        }
    }

    @Override
    public Object getAttribute(String attribute) throws AttributeNotFoundException {
        Long value = metrics.values().get(attribute);
        if (value == null) {
            throw new AttributeNotFoundException(attribute);
        }
        return value;
    }

    @Override
    public AttributeList getAttributes(String[] attributes) {
        Map<String, Long> values = metrics.values();
        AttributeList list = new AttributeList();
        for (String attribute : attributes) {
            if (values.containsKey(attribute)) {
                list.add(new Attribute(attribute, values.get(attribute)));
            }
        }
        return list;
    }

    @Override
    public void setAttribute(Attribute attribute) throws AttributeNotFoundException {
        throw new AttributeNotFoundException(attribute.getName() + " can't be set");
    }

    @Override
    public AttributeList setAttributes(AttributeList attributes) {
        return new AttributeList();
    }

    @Override
    public Object invoke(String action, Object[] parameters, String[] signature) {
        throw new UnsupportedOperationException(action);
    }

    @Override
    public MBeanInfo getMBeanInfo() {
        MBeanAttributeInfo[] attributes = metrics.values().keySet().stream()
                .map(attribute ->
                        new MBeanAttributeInfo(attribute, "long", attribute.replace('-', ' '), true, false, false))
                .toArray(MBeanAttributeInfo[]::new);
        return new MBeanInfo(MetricsBean.class.getName(), "What a task has read", attributes, null, null, null);
    }
}
