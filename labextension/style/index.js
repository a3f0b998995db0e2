import '../src/components/components.css';
import '../src/components/grid/grid.css';
import './base.css';
