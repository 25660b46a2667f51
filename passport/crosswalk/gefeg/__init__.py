"""BatteryPass-Ready 1.0 of GEFEG: five guides, one for each kind of battery."""
