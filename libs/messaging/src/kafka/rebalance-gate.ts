import kafkajs, { type Assigner, type Cluster, type PartitionAssigner } from 'kafkajs';

/** The one call of kafkajs' cluster that every join begins with; it is not part of the public types. */
interface JoiningCluster {
  findGroupCoordinator(arguments_: { groupId: string }): Promise<unknown>;
}

/**
 * Round robin that lets a member finish before it gives its partitions up. kafkajs has no such moment:
 * it announces a rebalance and joins at once. Every join of a consumer starts by asking its own cluster
 * for the group's coordinator, and the assigner is handed that cluster; so the question waits for `beforeJoin`.
 * It must be bounded, because the group waits for this member; what it throws ends the join.
 */
export function gatedRoundRobin(beforeJoin: () => Promise<void>): PartitionAssigner {
  return (config): Assigner => {
    const cluster = config.cluster as Cluster & JoiningCluster;
    const find = cluster.findGroupCoordinator.bind(cluster);
    cluster.findGroupCoordinator = async (question) => {
      await beforeJoin();
      return find(question);
    };
    return kafkajs.PartitionAssigners.roundRobin(config);
  };
}
