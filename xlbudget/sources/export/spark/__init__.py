"""Reading the same exports with Apache Spark, where they are more than one machine should carry."""
