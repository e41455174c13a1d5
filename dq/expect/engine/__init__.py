"""Great Expectations on polars: an execution engine, a data source and the metrics of its expectations.

Importing :mod:`dq.expect.engine.datasource` makes ``context.data_sources.add_polars(name)`` available. Nothing here is
imported unless expectations are asked for: Great Expectations costs some six CPU seconds to import.
"""
